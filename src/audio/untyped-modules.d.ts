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
