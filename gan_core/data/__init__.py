"""What networks are fed, and files: data sets, images, clusters, z from seeds, durable writing."""
