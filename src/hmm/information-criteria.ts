/** Likelihood weighed against the number of parameters: for choosing the number of states. The lower, the better. */

/** Information criteria of a model on some data. */
export interface InformationCriteria {
  /** Akaike 1974: −2 log L + 2 k. */
  aic: number;
  /** Schwarz 1978: −2 log L + k log n. */
  bic: number;
}

/**
 * @param logLikelihood - natural-log likelihood of the data
 * @param freeParameters - k
 * @param observations - n, the number of frames
 */
export function informationCriteria(
  logLikelihood: number,
  freeParameters: number,
  observations: number,
): InformationCriteria {
  return {
    aic: -2 * logLikelihood + 2 * freeParameters,
    bic: -2 * logLikelihood + freeParameters * Math.log(observations),
  };
}
