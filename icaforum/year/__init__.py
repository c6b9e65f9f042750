"""The Forum's year in numbers, and a page of each city: counted by city, never by person."""
