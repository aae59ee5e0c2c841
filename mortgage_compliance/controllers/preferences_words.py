"""The words of the preferences page.

Not Odoo translations: a borrower reads Spanish whether or not the lender has installed
it for its own people.
"""

WORDS = {
    "en": {
        "title": "Your contact preferences",
        "lead": "Choose what you hear from us, and when. It takes effect at once.",
        "topics": "What we may write about",
        "quiet": "Days without marketing",
        "until": "Nothing before",
        "days": {
            "mon": "Monday",
            "tue": "Tuesday",
            "wed": "Wednesday",
            "thu": "Thursday",
            "fri": "Friday",
            "sat": "Saturday",
            "sun": "Sunday",
        },
        "language": "Write to me in",
        "languages": {"": "Either", "en": "English", "es": "Español"},
        "stop": "Stop completely",
        "email": "Emails",
        "sms": "Texts",
        "call": "Calls",
        "all": "Everything",
        "stopped": "stopped",
        "start": "To hear from us again, reply START to a text or tell your loan"
        " officer.",
        "all_note": "Messages about a loan you have with us and notices that the law"
        " requires do not count as marketing.",
        "save": "Save",
        "saved": "Saved. It takes effect at once.",
        "back": "Change something else",
        "all_days": "Leave at least one day of the week. To hear nothing at all, choose"
        " Everything under Stop completely.",
        "busy": "Too many visits from your network. Try again in ten minutes.",
        "other": "Español",
    },
    "es": {
        "title": "Sus preferencias de contacto",
        "lead": "Elija qué recibe de nosotros y cuándo. Rige desde el momento en que lo"
        " guarda.",
        "topics": "Sobre qué podemos escribirle",
        "quiet": "Días sin publicidad",
        "until": "Nada antes del",
        "days": {
            "mon": "Lunes",
            "tue": "Martes",
            "wed": "Miércoles",
            "thu": "Jueves",
            "fri": "Viernes",
            "sat": "Sábado",
            "sun": "Domingo",
        },
        "language": "Escríbanme en",
        "languages": {"": "Cualquiera", "en": "English", "es": "Español"},
        "stop": "Dejar de recibir",
        "email": "Correos electrónicos",
        "sms": "Mensajes de texto",
        "call": "Llamadas",
        "all": "Todo",
        "stopped": "detenido",
        "start": "Para volver a recibirlos, responda START a un mensaje de texto o"
        " dígaselo a su oficial de préstamos.",
        "all_note": "Los mensajes sobre un préstamo que tenga con nosotros y los avisos"
        " que exige la ley no son publicidad.",
        "save": "Guardar",
        "saved": "Guardado. Rige desde este momento.",
        "back": "Cambiar otra cosa",
        "all_days": "Deje al menos un día de la semana. Para no recibir nada, elija"
        " Todo en Dejar de recibir.",
        "busy": "Demasiadas visitas desde su red. Intente de nuevo en diez minutos.",
        "other": "English",
    },
}
