/** What every dialog about one contact of the timeline is given. */
export const CONTACT_DIALOG_PROPS = {
    touchId: Number,
    row: Object,
    name: String,
    zone: String,
    onChanged: Function,
    close: Function,
};
