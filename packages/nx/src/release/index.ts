import SpaceVersionActions from './space-version-actions';

/** Nx asks for the default export; in an ES module a lone default of CommonJS is hidden inside another, so the name is there too. */
export { SpaceVersionActions };
export default SpaceVersionActions;
