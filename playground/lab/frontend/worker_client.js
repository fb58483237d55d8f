// The Worker of one lab, as the page asks it.

import { WorkerClient } from "../../shared/frontend/worker_client.js";

export class LabWorker extends WorkerClient {
  constructor() {
    super(new Worker(new URL("./worker.js", import.meta.url), { type: "module" }), {
      failed: "The lab stopped by an error of its own; reload the page.",
      closed: "The lab was closed.",
    });
  }
}
