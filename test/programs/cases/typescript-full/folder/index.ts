export default "index of the folder";
