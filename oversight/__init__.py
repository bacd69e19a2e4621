"""What the log of decisions says about offices; stands above the review it counts."""
