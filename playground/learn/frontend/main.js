// Entry point of the list of lessons, a plan, and the sheet of a lesson on paper.

import { showList } from "./list_view.js";
import { mountOnce } from "./mount_once.js";
import { showPlan } from "./plan_view.js";
import { showSheet } from "./sheet.js";

export default mountOnce((root, data) => {
  if (data.lesson) showSheet(root, data);
  else if (data.plan) showPlan(root, data);
  else showList(root, data);
  return { stop: () => {} };
});
