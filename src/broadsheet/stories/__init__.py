"""Stories: their fields, their body blocks, how they are read and how they are written."""
