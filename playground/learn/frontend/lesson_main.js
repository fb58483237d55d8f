// Entry point of an open lesson. It needs the lab, which is most of the files of these pages.

import { LessonView } from "./lesson_view.js";
import { mountOnce } from "./mount_once.js";

export default mountOnce((root, data) => new LessonView(root, data));
