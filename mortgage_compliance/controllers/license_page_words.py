"""The words of the page with the licenses, not Odoo translations: a borrower reads
Spanish whether or not the lender has installed it for its own people."""

WORDS = {
    "en": {
        "title": "Licenses",
        "company": "Company",
        "branch": "Branch",
        "officer": "Loan officer",
        "trade": "is a trade name of",
        "check": "Check at NMLS Consumer Access",
        "states": "Licensed in",
        "license": "license",
        "in_force": "licensed",
        "none": "No state license is on record here. NMLS Consumer Access shows every"
        " license.",
        "notice": "Notice to consumers",
        "unknown": "This link is not complete or no longer used. You can look up every"
        " lender and loan officer, free of charge, at NMLS Consumer Access.",
        "busy": "Too many visits from your network. Try again in ten minutes.",
        "other": "Español",
    },
    "es": {
        "title": "Licencias",
        "company": "Compañía",
        "branch": "Sucursal",
        "officer": "Oficial de préstamos",
        "trade": "es un nombre comercial de",
        "check": "Consultar en NMLS Consumer Access",
        "states": "Con licencia en",
        "license": "licencia",
        "in_force": "con licencia",
        "none": "Aquí no consta ninguna licencia estatal. NMLS Consumer Access muestra"
        " todas las licencias.",
        "notice": "Aviso a los consumidores",
        "unknown": "Este enlace está incompleto o ya no se usa. Puede consultar gratis"
        " a cualquier prestamista u oficial de préstamos en NMLS Consumer Access.",
        "busy": "Demasiadas visitas desde su red. Intente de nuevo en diez minutos.",
        "other": "English",
    },
}
