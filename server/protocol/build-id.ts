declare const __BUILD__: string | undefined;

/** Which build this is (scripts/build.mjs stamps each surface with a hash of its sources); `source` where nothing was built. */
export const buildId: string = typeof __BUILD__ === 'undefined' ? 'source' : __BUILD__;
