// Two pages into the service's package: the shop (React), and the plain one. Same sources, same bytes.
import { defineConfig } from "vite";

export default defineConfig({
  base: "/",
  build: {
    outDir: "../src/checkout/pages/bundle",
    emptyOutDir: true,
    target: "es2022",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rollupOptions: {
      input: ["index.html", "plain.html"],
      output: {
        chunkFileNames: "assets/shared-[hash].js",
        assetFileNames: ({ names: [name] }) => `assets/${name.endsWith(".css") ? "style" : "[name]"}-[hash][extname]`,
      },
    },
  },
});
