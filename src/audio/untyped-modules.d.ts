declare module 'wav-decoder' {
  interface DecodedWav {
    numberOfChannels: number;
    length: number;
    sampleRate: number;
    channelData: Float32Array[];
  }
  const wavDecoder: {
    decode: { sync(buffer: ArrayBuffer, options?: { symmetric?: boolean }): DecodedWav };
  };
  export default wavDecoder;
}

declare module 'fft.js' {
  type Numbers = number[] | Float32Array | Float64Array;
  /** Complex numbers are interleaved: re, im, re, im. // [2 · size] */
  export default class FFT {
    /** @param size - a power of two. */
    constructor(size: number);
    transform(out: Numbers, input: Numbers): void;
    /** Divides by size. */
    inverseTransform(out: Numbers, input: Numbers): void;
  }
}
