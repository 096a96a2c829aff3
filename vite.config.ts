import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Builds the web pages into dist/web; the server serves them from there. */
export default defineConfig({
  root: 'src/web',
  plugins: [react()],
  build: {
    outDir: '../../dist/web',
    emptyOutDir: true,
    target: 'es2023',
    // The policy of the server allows no script in the page itself.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
})
