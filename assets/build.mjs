// Builds what the browser gets: one stylesheet, one script, the service worker and pictures, with hashed names (and
// .br and .gz beside them), `manifest.json` (logical name to hashed name), and the icon sprite that base.html includes.
// Beside them, never served: the fonts of the PDF.

import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import * as sass from "sass";

const OUT = "tracker/static/build";
const FONTS = "tracker/static/fonts";
const FONT_FILES = [
  "noto-sans/400Regular/NotoSans_400Regular.ttf",
  "noto-sans/700Bold/NotoSans_700Bold.ttf",
  "noto-sans-arabic/400Regular/NotoSansArabic_400Regular.ttf",
  "noto-sans-canadian-aboriginal/400Regular/NotoSansCanadianAboriginal_400Regular.ttf",
  "noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf",
];
const SPRITE = "tracker/templates/macros/_sprite.html";
const BUDGET = { "app.css": 15_000, "app.js": 20_000, "sw.js": 20_000 }; // bytes after gzip
const TARGET = ["chrome100", "firefox100", "safari15"]; // phones of about four years

async function stylesheet() {
  const { css } = sass.compile("assets/css/app.scss", {
    importers: [new sass.NodePackageImporter(process.cwd())],
    quietDeps: true,
  });
  refuse(css.match(/url\((?!["']?#)[^)]*\)/), "the stylesheet may load nothing");
  const names = new Set(css.match(/var\(--[\w-]+/g).map((use) => use.slice(4)));
  const unset = [...names].filter((name) => !css.includes(`${name}:`));
  refuse(unset.length && unset.join(" "), "names that are read and never set");
  return (await esbuild.transform(css, { loader: "css", minify: true, target: TARGET, legalComments: "none" })).code;
}

async function script(entry, format) {
  const result = await esbuild.build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format,
    define: { "process.env.NODE_ENV": '"production"' },
    legalComments: "none",
    target: TARGET,
    write: false,
  });
  return result.outputFiles[0].text;
}

// Lucide's own drawings as symbols; size, stroke and colour come from the stylesheet (`svg.i`).
function sprite() {
  const symbols = JSON.parse(readFileSync("assets/icons.json", "utf8")).map((name) => {
    const svg = readFileSync(`node_modules/lucide-static/icons/${name}.svg`, "utf8");
    const inner = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.indexOf("</svg>"));
    return `<symbol id="i-${name}" viewBox="0 0 24 24">${inner.replace(/\s*\n\s*/g, "").replace(/ \/>/g, "/>")}</symbol>`;
  });
  const kinds = readFileSync("assets/kinds.svg", "utf8").trim();
  return `<svg width="0" height="0" class="vh" aria-hidden="true">${symbols.join("")}${kinds}</svg>\n`;
}

function refuse(found, why) {
  if (found) throw new Error(`${why}: ${found}`);
}

function write(logical, content) {
  const body = Buffer.from(content);
  const hash = createHash("sha256").update(body).digest("hex").slice(0, 10);
  const extension = extname(logical);
  const name = `${logical.slice(0, -extension.length)}-${hash}${extension}`;
  writeFileSync(join(OUT, name), body);
  if (![".png", ".ico"].includes(extension)) {
    const gz = gzipSync(body, { level: 9 });
    refuse(gz.length > BUDGET[logical] && gz.length, `${logical} is over its budget, bytes`);
    writeFileSync(join(OUT, `${name}.gz`), gz);
    writeFileSync(join(OUT, `${name}.br`), brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: body.length } }));
    console.log(`${name}  ${body.length} bytes, ${gz.length} after gzip`);
  }
  return name;
}

// A font needs no hash: it is read on the server, and its package is pinned.
function fonts() {
  mkdirSync(FONTS, { recursive: true });
  for (const file of FONT_FILES) copyFileSync(`node_modules/@expo-google-fonts/${file}`, join(FONTS, basename(file)));
}

rmSync(OUT, { recursive: true, force: true });
mkdirSync(OUT, { recursive: true });
const files = {
  "app.css": await stylesheet(),
  "app.js": await script("assets/js/app.js", "esm"),
  "sw.js": await script("assets/sw/sw.js", "iife"), // served as /sw.js, with the list of what it keeps before it
};
for (const name of readdirSync("assets/img").sort()) files[name] = readFileSync(join("assets/img", name));
const manifest = Object.fromEntries(Object.entries(files).map(([name, content]) => [name, write(name, content)]));
writeFileSync(SPRITE, sprite());
fonts();
// Last, so that an interrupted build is seen as none.
writeFileSync(join(OUT, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
