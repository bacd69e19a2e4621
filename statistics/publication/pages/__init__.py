"""What everybody reads of the published months: pages at addresses that stay."""
