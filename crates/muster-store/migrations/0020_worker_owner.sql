-- What a worker says of its owner: what is allowed there, and what of that keeps jobs from it.
ALTER TABLE worker ADD COLUMN owner {text};
