import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

/**
 * Opens the call panel: over the screen at hand when a button asks for it, over the lead
 * when it comes from an address, /odoo/mortgage-call/<lead id>, as alerts have it.
 */
async function openCallPanel(env, action) {
    const { lead_id, activity_id, resId } = action.params || {};
    if (!resId) {
        env.services.mortgage_call.open({ leadId: lead_id, activityId: activity_id || false });
        return;
    }
    await env.services.action.doAction(
        {
            type: "ir.actions.act_window",
            name: _t("Lead"),
            res_model: "crm.lead",
            res_id: resId,
            views: [[false, "form"]],
        },
        { clearBreadcrumbs: true }
    );
    env.services.mortgage_call.open({ leadId: resId });
}
openCallPanel.path = "mortgage-call";

registry.category("actions").add("mortgage_call", openCallPanel);
