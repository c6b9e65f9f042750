"""The admin's front page: counted stations, three bands of duties, the side, the year at a glance."""
