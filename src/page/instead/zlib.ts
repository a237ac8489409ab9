/** What language models ask of node:zlib, for browsers. */
export { deflateSync as deflateRawSync, inflateSync as inflateRawSync } from 'fflate';
