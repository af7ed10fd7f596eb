// Where each part should stand in the mix of a style, in loudness units against the whole; data only.
// Set by the role of the parts: the melody leads, bass and drums carry, pads and counter lines stay behind.
type Balance = Record<'drums' | 'bass' | 'comp' | 'pad' | 'arp' | 'melody' | 'counter', number>;

export const TARGET_BALANCE_LU: Record<string, Balance> = {
  ambient: { drums: -13, bass: -9, comp: -8, pad: -6, arp: -9, melody: -6, counter: -9 },
  cinematic: { drums: -5, bass: -10, comp: -8, pad: -9, arp: -11, melody: -6, counter: -9 },
  lofi: { drums: -5, bass: -7, comp: -7, pad: -13, arp: -12, melody: -7, counter: -12 },
  house: { drums: -4, bass: -6, comp: -9, pad: -11, arp: -11, melody: -8, counter: -12 },
  folk: { drums: -11, bass: -8, comp: -6, pad: -12, arp: -8, melody: -5, counter: -9 },
  rock: { drums: -4, bass: -8, comp: -6, pad: -13, arp: -11, melody: -7, counter: -10 },
  hiphop: { drums: -3, bass: -6, comp: -9, pad: -13, arp: -12, melody: -8, counter: -12 },
  piano: { drums: -20, bass: -8, comp: -6, pad: -11, arp: -8, melody: -5, counter: -10 },
};
