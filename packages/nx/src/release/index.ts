import SpaceVersionActions from './space-version-actions';

/** Nx takes the module itself where there is no default export; `require` and `import` then find the class in the same place. */
export = SpaceVersionActions;
