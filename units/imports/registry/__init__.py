"""The list of units and licences: its columns, its dry run as SQL, storing and taking back."""
