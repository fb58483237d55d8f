// What the server tells of a lesson; lesson_content.py says what each part means.

/**
 * @typedef {{ id: string, text: string, reason: string, misconception: string }} Option
 * @typedef {{ id: string, text: string, options: Option[], right: string, low: number | null, high: number | null,
 *   band: number, reason: string }} Question
 * @typedef {import("../../lab/frontend/engine/conditions.js").Condition} Condition
 * @typedef {{ title: string, do: string, predict: string[], observe: string, steps: number, see: Condition,
 *   tell: string, link: string | null, dirac: Record<string, any> | null, runs: { name: string, link: string }[],
 *   layers: string[], locked: string[], hidden: string[], own_seed: boolean }} Stage
 * @typedef {{ name: string, title: string, goal: string, minutes: number, stages: Stage[], questions: Question[],
 *   checks: string[],
 *   explain: { words: string, picture: string, picture_words: string, formula: string, code: string[] },
 *   transfer: { words: string, label: string, page: string, query: Record<string, string>,
 *     exhibit: string, match: Match[] },
 *   teacher: Notes | null }} Lesson `teacher` is null but on the teacher's page
 * @typedef {{ exhibit: string, cause: string, reason: string }} Match
 * @typedef {{ time: string, likely: string, seeds: string, say: Record<string, Record<string, string>> }} Notes
 * @typedef {Record<string, { lines: [number, string][] }>} Sources by name of a function of losses.py
 * @typedef {{ name: string, title: string, goal: string, minutes: number }} Card
 * @typedef {{ title: string, minutes: number, do: string, lesson: string, page: string, fallback: string,
 *   query: Record<string, string> }} Block
 * @typedef {{ name: string, title: string, goal: string, minutes: number, blocks: Block[] }} Plan
 * @typedef {{ cards: Card[], plans: Card[], problems: string[], lesson: Lesson | null, plan: Plan | null,
 *   next: Card | null, code: Sources, sheet: boolean, teacher: boolean, seed: number | null,
 *   locked: string[], hidden: string[] }} PageData
 */

export {};
