// Runs the lab's engine for tests in Python: `node run_engine.mjs ENGINE_FOLDER < jobs.json`.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { answer } from "./engine_jobs.mjs";

const engine = pathToFileURL(`${process.argv[2]}/`).href;
const modules = {};
for (const name of ["lab", "draws", "link", "dirac", "score", "settings", "points", "conditions"]) {
  modules[name] = await import(`${engine}${name}.js`);
}
const jobs = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(jobs.map((job) => answer(modules, job))));
