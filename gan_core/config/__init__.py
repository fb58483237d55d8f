"""What a run is asked to do: settings, training options, schedule, adjustments."""
