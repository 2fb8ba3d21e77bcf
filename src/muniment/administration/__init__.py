"""What whoever runs the house needs: people, roles, settings, the audit log."""
