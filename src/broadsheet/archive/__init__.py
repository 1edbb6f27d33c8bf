"""Moving house: what another newsroom kept, brought in whole; and our own, taken out and back."""
