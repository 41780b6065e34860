"""A company that sells to companies: accounts, contacts, deals, calls and webinars, with the truth behind them."""
