#!/usr/bin/env node
// The installed command, `upclaws`. First the check that old versions of Node can read, then everything else.
import "./check-node.mjs";
import "./compile-cache.mjs";

void import("./main.ts");
