"""Looking at the database: operations, pools, samples, metrics."""
