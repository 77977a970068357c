"""Who else may see a journey: invitations, shares, and how they are taken back."""
