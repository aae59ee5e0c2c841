"""The loan products that the addons tell apart (design.md §4)."""

PRODUCTS = [
    ("conventional", "Conventional"),
    ("fha", "FHA"),
    ("va", "VA"),
    ("usda", "USDA"),
    ("jumbo", "Jumbo"),
    ("non_qm", "Non-QM"),
]
