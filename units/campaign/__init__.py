"""The month in which every unit signs up (circular 60/227210 §1), who lacks, reminders."""
