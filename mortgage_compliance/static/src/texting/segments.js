/**
 * What a text costs, counted as carriers do (GSM 03.38). The same rules as
 * tools/gsm7.py, which counts what is stored.
 */

const BASIC = new Set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
        "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
);
// These take two places.
const EXTENDED = new Set("^{}\\[~]|€");

/** Return the characters of a text that no plain segment can hold, each once. */
export function unicodeCharacters(text) {
    return [...new Set(text)].filter((char) => !BASIC.has(char) && !EXTENDED.has(char));
}

/** Return `{segments, left, forcing}`: how many segments a text takes, how many more
 * characters the last one holds, and the characters that more than halve it. */
export function countSegments(text) {
    const forcing = unicodeCharacters(text);
    const [single, joined] = forcing.length ? [70, 67] : [160, 153];
    let size = text.length;
    if (!forcing.length) {
        size += [...text].filter((char) => EXTENDED.has(char)).length;
    }
    const segments = size <= single ? Math.min(size, 1) : Math.ceil(size / joined);
    const room = segments > 1 ? segments * joined : single;
    return { segments, left: room - size, forcing };
}
