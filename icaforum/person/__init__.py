"""One page for a person: everything that the secretariat asks of somebody, and does for them."""
