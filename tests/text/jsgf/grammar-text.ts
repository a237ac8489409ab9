/** Rules made a whole grammar: the header takes two lines, so that rules begin on the third. */
export const jsgf = (rules: string) => `#JSGF V1.0;\ngrammar test;\n${rules}`;
