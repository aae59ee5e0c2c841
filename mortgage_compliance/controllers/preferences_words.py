"""The words of the preferences page.

Not Odoo translations: a borrower reads Spanish whether or not the lender has installed
it for its own people.
"""

WORDS = {
    "en": {
        "title": "Your contact preferences",
        "lead": "Choose what you no longer want to receive from us.",
        "email": "Emails",
        "phone": "Calls and texts",
        "all": "Everything",
        "all_note": "You will still get notices about a loan you have with us that the"
        " law requires.",
        "save": "Save",
        "saved": "Saved. It takes effect at once.",
        "back": "Change something else",
        "busy": "Too many visits from your network. Try again in ten minutes.",
        "other": "Español",
    },
    "es": {
        "title": "Sus preferencias de contacto",
        "lead": "Elija lo que ya no desea recibir de nosotros.",
        "email": "Correos electrónicos",
        "phone": "Llamadas y mensajes de texto",
        "all": "Todo",
        "all_note": "Seguirá recibiendo los avisos que la ley exige sobre un préstamo"
        " que tenga con nosotros.",
        "save": "Guardar",
        "saved": "Guardado. Rige desde este momento.",
        "back": "Cambiar otra cosa",
        "busy": "Demasiadas visitas desde su red. Intente de nuevo en diez minutos.",
        "other": "English",
    },
}
