"""An action wherever it comes from: owners, dates, the slip ledger, two keys, dependencies. Abstract models and pure rules."""
