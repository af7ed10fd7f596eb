// The package has no types; it is imported for what it registers.
declare module 'signalsmith-stretch';
