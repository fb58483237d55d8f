// What Python and the /api routes send to the live view of a run. Types only.

/**
 * What Streamlit gives the component.
 * @typedef {object} Component
 * @property {HTMLElement} parentElement
 * @property {RunData} data
 * @property {(name: string, value: unknown) => void} setStateValue
 * @property {(name: string, value: unknown) => void} setTriggerValue
 */

/**
 * What live_run.py sends about the run.
 * @typedef {object} RunData
 * @property {string} run the run's id
 * @property {string} page what the page's header shows, see page_state in adjusting.py
 * @property {string[]} condition_names classes or clusters G is given, [] for none
 * @property {boolean} expects_names whether there will be such names, before they are known
 * @property {string[]} class_names classes the feature network recognises
 * @property {Metric[]} metrics
 * @property {Record<string, string>} distance_names label of a distance by its stored name
 * @property {number} grid_columns samples in a row of a grid
 * @property {number[]} followed_seeds the seed of each sample of a grid, [] for 0, 1, 2, ...
 * @property {boolean} has_ema whether the run averages G's weights
 * @property {CurveData} curves
 * @property {Mark[] | null} marks of a recording; null for any other run
 * @property {Member[]} family this run, those it comes from and all branches, each after its parent; [] for a run on its own
 * @property {string} colour_g
 * @property {string} colour_d
 */

/**
 * A run of the family.
 * @typedef {object} Member
 * @property {string} id
 * @property {string} parent an id; "" for the first
 * @property {number} departs images seen; 0 for the first
 * @property {number} reaches images seen
 * @property {string} words what it changed, "" for the first
 * @property {string} state
 */

/**
 * What to look at in a recording.
 * @typedef {object} Mark
 * @property {"grid" | "losses" | "output" | "metric"} on the picture
 * @property {number} at images seen, from then on
 * @property {[number, number, number, number]} box left, top, width, height; 1 is the whole picture
 * @property {string} caption
 */

/**
 * How the curves are to be read.
 * @typedef {object} CurveData
 * @property {"sum" | "mean"} reduction of the real and the fake term of D's loss
 * @property {"score" | "logit"} output how D's output is shown
 * @property {ReferenceLine[]} lines on the loss axis
 */

/**
 * @typedef {object} ReferenceLine
 * @property {number} value
 * @property {string} words
 * @property {"G" | "D" | "both" | "floor"} of
 */

/**
 * @typedef {object} Metric
 * @property {string} key
 * @property {string} name
 * @property {string} ideal "" where there is none
 * @property {"low" | "high" | "one" | ""} better
 * @property {string} about one line
 */

/**
 * One evaluation: numbers by metric key, and lists with the samples' classes and D's outputs.
 * @typedef {Record<string, any> & { images_seen: number }} MetricRow
 */

/**
 * @typedef {object} Finding
 * @property {string} kind
 * @property {"bad" | "warning" | "good"} tone
 * @property {string} title
 * @property {string} observation
 * @property {string[]} evidence
 * @property {string} meaning
 * @property {Suggestion[]} suggestions
 * @property {number} since images seen; -1 where there is no such moment
 * @property {string} cause one sentence, "" where none is known
 */

/**
 * @typedef {object} Suggestion
 * @property {string} words
 * @property {string[]} assignments key=value, of a new run
 * @property {object | null} adjustment of this run instead
 * @property {boolean} may_fork whether a branch of this run may have them
 */

/**
 * How the run is adjusted.
 * @typedef {object} Adjusted
 * @property {string} now in words, "" for the original settings
 * @property {number} since images seen
 * @property {string} requested in words, "" for nothing that the trainer has not taken yet
 */

/**
 * @typedef {object} FindingMoment
 * @property {number} images_seen
 * @property {Finding[]} findings
 */

/**
 * @typedef {object} Status
 * @property {string} state
 * @property {string} [waiting] what a queued run waits for
 * @property {"stop" | "pause" | ""} [asked] of the training process, and not done yet
 * @property {string} [phase]
 * @property {string} [error]
 * @property {boolean} [gave_way] its device to a waiting run, while it was paused
 * @property {number} [queued_at]
 * @property {number} [progress] 0 to 1
 * @property {number} [epoch]
 * @property {number} [images_seen]
 * @property {number} [images_per_epoch]
 * @property {number} [images_per_second]
 * @property {number} [seconds] of training
 * @property {number | null} [eta_seconds]
 * @property {number} [first_metrics_at] seconds of training
 * @property {string} [no_metrics] why there are none
 */

/**
 * Log entries by name, one value each; null where it was no number.
 * @typedef {Record<string, (number | null)[]>} Columns
 */

/**
 * An answer of runs/<id>/live.
 * @typedef {object} LiveAnswer
 * @property {Status} status
 * @property {number} next byte up to which the log is known now
 * @property {Columns} columns
 * @property {{ next: number, rows: MetricRow[] }} metrics
 * @property {{ known: number, moments: FindingMoment[], latest: Finding[] }} findings
 * @property {number[]} grids images seen at every sample grid
 * @property {number[]} raw those that have a grid without EMA
 * @property {number[]} nearest those that have a grid of nearest training images
 * @property {number[]} forkable images seen at the checkpoints that the run can be forked from
 * @property {{ images_seen: number, words: string }[]} adjustments
 * @property {Adjusted} adjusted
 * @property {string} page what the page's header depends on
 * @property {Averages} averages
 * @property {number[]} generators images seen at the latest saved generator, [] before the first
 */

/**
 * What EMA lengths a run can be shown with.
 * @typedef {object} Averages
 * @property {number[]} moments images seen at each saved snapshot
 * @property {([number, number] | null)[]} lengths at each, the shortest and the longest as shares of the run up to it
 * @property {number} step between two lengths
 * @property {string} words what the comparison at the end of the run found, "" before it
 * @property {number | null} chosen the length that was better than G_ema
 * @property {number[]} offered images seen at the generator saved with it, [] for none
 */

/**
 * A sign over the curves.
 * @typedef {object} Marker
 * @property {number} seen images seen
 * @property {string} colour
 * @property {string} sign
 * @property {string} words
 */

/**
 * The best moment by a metric.
 * @typedef {object} Best
 * @property {number} seen images seen
 * @property {string} key of the metric
 * @property {string} name of the metric
 */

export {};
