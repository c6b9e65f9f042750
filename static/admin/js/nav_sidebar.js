// In place of Django's script of this name: it filters the sidebar by a box that the search in the header has replaced,
// and fails where there is none.
