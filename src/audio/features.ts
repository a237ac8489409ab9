/** The table of feature vectors that every step from MFCC to network or Gaussian passes on. */

/** T frames of D numbers, row by row in one array. */
export interface FeatureMatrix {
  /** Frame t, dimension d is data[t * dimensions + d]. // [T, D] */
  data: Float32Array;
  /** Number of frames T. */
  frames: number;
  /** Numbers per frame D. */
  dimensions: number;
}
