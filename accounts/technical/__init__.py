"""The technical administrator's pages: accounts, sign-ins and messages, and no figure."""
