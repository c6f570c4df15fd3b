# Turns the .tsv files of data/ into rows of C++ initializers, which the headers of tables/ include.
# It happens while configuring, so that nothing needs an order of building; a changed .tsv
# configures again, and an output whose text stays the same is not touched.

# The rows of a .tsv without its heading.
function(pgoscope_table_rows variable name)
    set(path ${CMAKE_CURRENT_SOURCE_DIR}/data/${name}.tsv)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${path})
    file(STRINGS ${path} rows)
    list(POP_FRONT rows)
    set(${variable} ${rows} PARENT_SCOPE)
endfunction()

function(pgoscope_write_table name content)
    file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/generated/dissectors/tables/${name}.inc
         CONTENT "${content}" @ONLY)
endfunction()

# {oid, "name", length, 'kind', 'category', element oid, array oid}; `_int4` is shown as `int4[]`.
function(pgoscope_generate_types)
    pgoscope_table_rows(rows oids)
    foreach(row IN LISTS rows)
        string(REPLACE "\t" ";" field "${row}")
        list(GET field 0 oid)
        list(GET field 1 name)
        set(oid_of_${name} ${oid})
    endforeach()
    set(content "")
    foreach(row IN LISTS rows)
        string(REPLACE "\t" ";" field "${row}")
        list(GET field 0 oid)
        list(GET field 1 name)
        list(GET field 2 length)
        list(GET field 3 kind)
        list(GET field 4 category)
        list(GET field 5 element)
        list(GET field 6 array)
        set(element_oid 0)
        if(element)
            set(element_oid ${oid_of_${element}})
        endif()
        if(NOT array)
            set(array 0)
        endif()
        string(REGEX REPLACE "^_(.*)" "\\1[]" name "${name}")
        string(APPEND content "{${oid}, \"${name}\", ${length}, '${kind}', '${category}', "
                              "${element_oid}, ${array}},\n")
    endforeach()
    pgoscope_write_table(types "${content}")
endfunction()

# {"code", 'level', "condition"}, in the order of the codes.
function(pgoscope_generate_sqlstates)
    pgoscope_table_rows(rows sqlstate)
    list(SORT rows)
    set(content "")
    foreach(row IN LISTS rows)
        string(REGEX REPLACE "(.*)\t(.*)\t(.*)" "{\"\\1\", SqlStateLevel{'\\2'}, \"\\3\"},\n" line
                             "${row}")
        string(APPEND content "${line}")
    endforeach()
    pgoscope_write_table(sqlstates "${content}")
endfunction()

# {"class", "name"}, in the order of the classes.
function(pgoscope_generate_sqlstate_classes)
    pgoscope_table_rows(rows sqlstate_classes)
    list(SORT rows)
    set(content "")
    foreach(row IN LISTS rows)
        string(REGEX REPLACE "(.*)\t(.*)" "{\"\\1\", \"\\2\"},\n" line "${row}")
        string(APPEND content "${line}")
    endforeach()
    pgoscope_write_table(sqlstate_classes "${content}")
endfunction()

pgoscope_generate_types()
pgoscope_generate_sqlstates()
pgoscope_generate_sqlstate_classes()
