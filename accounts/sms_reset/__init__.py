"""A forgotten password by SMS: the code goes to the mobile that the account has."""
