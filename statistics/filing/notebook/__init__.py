"""The unit's daily notes of production; step 2 offers their sum."""
