{
    "name": "Mortgage Rates",
    "summary": "What does the market make worth saying, and to whom?",
    "version": "19.0.1.5.0",
    "license": "LGPL-3",
    "author": "Mortgage Sales Automation",
    "website": "https://example.com/mortgage-sales",
    "category": "Sales/CRM",
    "depends": ["mortgage_sales"],
    "data": [
        "security/ir.model.access.csv",
        "data/rate_series.xml",
        "views/feed/mortgage_rate_series_views.xml",
        "views/feed/mortgage_rate_observation_views.xml",
        "views/menus.xml",
    ],
}
