"""Stories written by the hundred: the rows that one save and one publication would leave."""
