import js from "@eslint/js";
import globals from "globals";

const unused = ["error", { argsIgnorePattern: "^_" }];

export default [
  { ignores: [".venv/", ".node/", "node_modules/", "runs/", "build/"] },
  {
    files: ["playground/**/*.js"],
    ...js.configs.recommended,
    languageOptions: { globals: globals.browser },
    rules: { ...js.configs.recommended.rules, "no-unused-vars": unused, eqeqeq: "error" },
  },
  {
    files: ["tests/javascript/**/*.js", "eslint.config.js"],
    ...js.configs.recommended,
    languageOptions: { globals: globals.node },
    rules: { ...js.configs.recommended.rules, "no-unused-vars": unused, eqeqeq: "error" },
  },
];
