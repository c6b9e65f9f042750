"""What people type, cleaned; the actions get `cleaned_data`."""
