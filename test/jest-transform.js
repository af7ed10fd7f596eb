// TypeScript for Jest by swc, with the globals of arithmetic as names of each module. Jest runs tests in a context of its own, where every
// look at a global costs many times what it costs in Node, and the loops over samples and beats do little else.
import swcJest from '@swc/jest';

const HOT_GLOBALS = ['Math', 'Number', 'Array', 'Float32Array', 'Float64Array', 'Int32Array', 'Uint8Array'];

/** The code with its globals taken once, on the first line, so that lines in stack traces stay true. */
function withOwnGlobals(result) {
  const used = HOT_GLOBALS.filter((name) => new RegExp(`\\b${name}\\b`).test(result.code));
  return used.length > 0
    ? { ...result, code: `const { ${used.join(', ')} } = globalThis; ${result.code}` }
    : result;
}

export default {
  createTransformer(options) {
    const swc = swcJest.createTransformer(options);
    return {
      ...swc,
      process: (...given) => withOwnGlobals(swc.process(...given)),
      processAsync: async (...given) => withOwnGlobals(await swc.processAsync(...given)),
      getCacheKey: (...given) => `${swc.getCacheKey(...given)}-${HOT_GLOBALS.join('-')}`,
    };
  },
};
