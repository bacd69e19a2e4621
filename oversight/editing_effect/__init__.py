"""What the soft rules bring: how often each asks, what came of it, what editing did to totals."""
